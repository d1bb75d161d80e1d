"""The migrations of the store's tables, run by `bot.adapters.database.migrate`."""
