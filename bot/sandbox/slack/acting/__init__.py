"""What people do in Slack, and what Slack's own screens do with it before and after the app hears of it.

Required fields, lengths and confirmations are looked at here, as the real client does, and never reach the app when they
fail; an app's failures become the sentences people see.
"""
