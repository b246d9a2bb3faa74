"""GET /plaintext: a fixed text, what HTTP costs alone."""


async def plaintext() -> str:
    return "Hello, World!"
