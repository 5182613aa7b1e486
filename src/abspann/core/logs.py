"""Log lines that stay one line."""

import json
import logging


class OneLine(logging.Formatter):
    """One JSON record per event: whatever a request put into it can neither break the line nor color a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of ASCII JSON."""
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry)
