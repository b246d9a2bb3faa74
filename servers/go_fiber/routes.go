// Which path is answered by which function; what everything else gets, 404 or 405 with Allow, is in errorAnswer.
package main

import (
	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/recover"
)

func routes() *fiber.App {
	router := fiber.New(limits())
	router.Use(recover.New(recover.Config{EnableStackTrace: true}), limitBody)
	get(router, "/plaintext", plaintext)
	get(router, "/json", jsonObject)
	post(router, "/order", order)
	post(router, "/upload", upload)
	routing(router)
	return router
}

// fiber answers HEAD wherever it answers GET.
func get(router *fiber.App, path string, handler fiber.Handler) {
	router.Get(path, handler)
}

func post(router *fiber.App, path string, handler fiber.Handler) {
	router.Post(path, handler)
}
