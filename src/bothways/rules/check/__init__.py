"""An independent checker: it recounts a plan and shares no code with the part of the engine that made it."""
