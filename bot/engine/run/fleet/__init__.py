"""The runner of many processes on PostgreSQL. Jobs are procrastinate's; nothing else imports it."""
