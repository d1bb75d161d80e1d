"""SMS campaigns through Octopush, asked for, approved and followed in Slack."""
