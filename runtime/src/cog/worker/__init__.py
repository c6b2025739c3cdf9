"""The process that runs the model, and the server's hold on it.

In the worker run child, channel, cancelation, coroutines and streams; in the server supervisor,
process, death and logs; in both messages and files.
"""
