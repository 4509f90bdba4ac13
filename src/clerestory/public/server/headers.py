"""The headers that every answer carries, and what a browser may do with a page of this portal.

Everything a page needs comes from the portal itself; nothing is inline, framed, sent elsewhere or
guessed, but for the one style of the pages that the server makes itself, which is named by its digest.
``Strict-Transport-Security`` is sent over https alone: over http browsers must ignore it.
"""

from clerestory.public.server import plain

Header = tuple[bytes, bytes]

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {plain.DIGEST}",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
FEATURES = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)

SECURITY: tuple[Header, ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in FEATURES).encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"server", b"clerestory"),  # no version, and no word of what runs beneath
)
OVER_HTTPS: Header = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
VARY: Header = (b"vary", b"accept-encoding")
REVALIDATE: Header = (b"cache-control", b"no-cache")
KEEP_FOREVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")
KEEP_NEVER: Header = (b"cache-control", b"no-store")


def length(size: int) -> Header:
    """How many bytes the body has."""
    return (b"content-length", str(size).encode())


def type_(media_type: str) -> Header:
    """What the body is."""
    return (b"content-type", media_type.encode())
