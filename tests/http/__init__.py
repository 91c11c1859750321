"""The public addresses, looked at from outside: what they answer to whatever comes."""
