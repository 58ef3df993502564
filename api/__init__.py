"""The surfaces: command line now, HTTP and MCP later. No logic lives here."""
