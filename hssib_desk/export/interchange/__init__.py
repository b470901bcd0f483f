"""Forms and cases as FHIR R4, written and read."""
