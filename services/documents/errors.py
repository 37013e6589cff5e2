"""Why an upload is refused; `str()` says how to mend it."""


class RefusedUpload(Exception):
    """The file cannot be taken; the message is for the person who chose it."""
