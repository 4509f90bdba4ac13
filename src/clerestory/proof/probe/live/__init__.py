"""Live services as an anonymous visitor meets them: crawl, browser, and what known products give.

* Only hosts that were named are ever asked; what leads elsewhere is noted, never followed.
* Nothing is kept: no file, no cookie after the visit, no cache.
* Whatever was linked and could not be had whole is told, with a reason, and is not clean.
* No text of a response is in any message.
"""
