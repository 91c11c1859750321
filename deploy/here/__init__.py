"""The whole of ``compose.yml`` on one machine, from Debian's packages: nginx, several assistants, PostgreSQL, Redis."""
