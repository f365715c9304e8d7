"""Plays the carriers and the end users' phones for a stack that runs on this machine; never deployed.

MO   handset page or POST /sim/inbound → inbound: build the carrier's form, sign it, post it to the webhook
MT   the carrier's real path → carrier file: authorise, validate → outbound: apply the number's fault, record, answer
DLR  outbound → receipts: signed posts to the callback address, in the background

A carrier is one file that ends in a `Carrier` value, and one line in `registry.py`.
"""
