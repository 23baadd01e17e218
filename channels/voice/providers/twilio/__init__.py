"""Calls over the public network: what our calls, queues and recordings have to do with Twilio.

Twilio's own words are in `channels/vendors/twilio/voice`. Here are its webhooks (`endpoints`), the calls that come in
(`incoming`), what its reports mean for calls (`news`), and recordings brought home (`tapes`). Any process may command
and any may be told; what is known of a call at Twilio is in the database (`store`).
"""
