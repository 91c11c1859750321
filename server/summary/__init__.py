"""A summary for the clinician, in four shapes: plain text, a printable page, a FHIR document, a chat message."""
