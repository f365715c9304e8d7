"""Every way into Live Chat, on one page."""
