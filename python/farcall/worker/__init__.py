"""What runs on a host: the agent, the supervisor of a job, and the job itself. README.md tells how they fit."""
