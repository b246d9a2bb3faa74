// GET /plaintext: a fixed text, what HTTP costs alone.
package main

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

func plaintext(c *echo.Context) error {
	return c.String(http.StatusOK, "Hello, World!")
}
