"""What many reviews say together: charts that answer questions, each with its definition and its cases."""
