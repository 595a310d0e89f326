"""WHAT HAPPENS BY ITSELF: jobs on a calendar, deadlines in rows, the runner. One file a job family."""
