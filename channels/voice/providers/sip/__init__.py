"""Calls over own lines: a SIP trunk or a PBX of the company's, with its telephones as legs of the media process.

`door` is where SIP comes in and goes out, `line` one trunk of it, `transactions` what makes UDP reliable; `leg` is a
telephone's sound (`rtp`, `g711`, `keys`), `lobby` where callers are led before they are work. All of that runs in the
media process. `lines` commands it from the other processes, `incoming` answers the lobby from the worker.
"""
