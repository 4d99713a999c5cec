"""Pages of jobs, the audit trail, processing and retention; addresses for machines."""
