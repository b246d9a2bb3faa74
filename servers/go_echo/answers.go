// The two shapes of an answer with a JSON body: a document, and {"error": a sentence}.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v5"
)

type failure struct {
	Error string `json:"error"`
}

func jsonAnswer(c *echo.Context, status int, document any) error {
	return c.JSON(status, document)
}

// errorAnswer is echo's central error handler: it answers what a handler, a middleware or the router returned.
func errorAnswer(c *echo.Context, err error) {
	if response, _ := echo.UnwrapResponse(c.Response()); response != nil && response.Committed {
		return
	}
	status := echo.StatusCode(err)
	sentence := http.StatusText(http.StatusInternalServerError)
	var told *echo.HTTPError
	switch {
	case errors.As(err, &told):
		sentence = cmp.Or(told.Message, http.StatusText(status))
	case status == http.StatusNotFound:
		sentence = "no such path"
	case status == http.StatusMethodNotAllowed:
		sentence = "this path answers only " + c.Response().Header().Get(echo.HeaderAllow)
	case status == http.StatusRequestEntityTooLarge:
		sentence = fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes)
	default: // nobody meant this one
		status = http.StatusInternalServerError
		c.Logger().Error("a request failed", "path", c.Request().URL.Path, "error", err)
	}
	if err := jsonAnswer(c, status, failure{Error: sentence}); err != nil {
		c.Logger().Error("an error could not be answered", "error", err)
	}
}
