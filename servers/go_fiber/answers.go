// The two shapes of an answer with a JSON body: a document, and {"error": a sentence}.
package main

import (
	"errors"

	"github.com/gofiber/fiber/v3"
)

type failure struct {
	Error string `json:"error"`
}

func jsonAnswer(c fiber.Ctx, status int, document any) error {
	return c.Status(status).JSON(document)
}

// errorAnswer is fiber's central error handler: it answers what a handler, a middleware, the router or fasthttp
// returned.
func errorAnswer(c fiber.Ctx, err error) error {
	status, sentence := fiber.StatusInternalServerError, "Internal Server Error"
	var told *fiber.Error
	if errors.As(err, &told) {
		status, sentence = told.Code, told.Message
	}
	switch status {
	case fiber.StatusNotFound:
		sentence = "no such path"
	case fiber.StatusNotImplemented: // fasthttp's word for a method that is not even a word
		status, sentence = fiber.StatusBadRequest, "the request line cannot be read"
	case fiber.StatusMethodNotAllowed:
		sentence = "this path answers only " + c.GetRespHeader(fiber.HeaderAllow)
	}
	return jsonAnswer(c, status, failure{Error: sentence})
}
