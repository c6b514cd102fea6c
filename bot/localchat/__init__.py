"""A Bot API server for one machine, and the chat page it serves."""
