// GET /plaintext: a fixed text, what HTTP costs alone.
package main

import "github.com/gofiber/fiber/v3"

func plaintext(c fiber.Ctx) error {
	return c.SendString("Hello, World!")
}
