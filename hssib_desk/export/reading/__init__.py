"""Tables from other programs, read without trusting the file: .csv, .xlsx, .ods, edited action logs."""
