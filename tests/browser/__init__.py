"""JupyterLab and pages in Chromium. A package, so that its fixtures of scope "package" end with it:
while Playwright runs, no other test of its process can start an asyncio loop."""
