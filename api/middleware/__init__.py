"""What every request passes through, outermost first: one frame with hosts, limits, headers, log and figures."""

from api.middleware.frame import TOO_MUCH, App, ClientGone, Frame, new_id

__all__ = ["TOO_MUCH", "App", "ClientGone", "Frame", "new_id"]
