"""The rules: pure values and functions; imports the standard library and bot.errors, nothing else."""
