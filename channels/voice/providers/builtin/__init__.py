"""The builtin telephony provider: browsers' WebRTC audio, mixed in a process of its own.

One process holds a few calls (three by default: mixing in Python costs about a sixth of a core each).
It knows calls, legs and sounds, and nothing of customers, queues or agents. It is told what to do over
a control API on the loopback and tells what happened through events that it keeps until they are
acknowledged. See `process` for how to run it, `api` for the control API, `bridge` for the mixing.
"""
