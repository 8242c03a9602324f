"""What shows a value, an error and a job's doings to people: it travels by itself, and a job ends right without it."""
