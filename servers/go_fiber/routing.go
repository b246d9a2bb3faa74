// GET /api/…: the twenty routes of a shop. Each answers with its name, what its path holds and what it takes from the
// query.
package main

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v3"
)

const maxPage = 1_000_000

func routing(router *fiber.App) {
	route := func(name, path string, parameters ...parameter) {
		get(router, path, resource(name, parameters))
	}
	route("users", "/api/users", page)
	route("user", "/api/users/:user")
	route("user_orders", "/api/users/:user/orders", page)
	route("user_order", "/api/users/:user/orders/:order")
	route("order_items", "/api/users/:user/orders/:order/items", page)
	route("order_item", "/api/users/:user/orders/:order/items/:item")
	route("user_addresses", "/api/users/:user/addresses")
	route("user_address", "/api/users/:user/addresses/:address")
	route("products", "/api/products", page)
	route("product", "/api/products/:product")
	route("product_reviews", "/api/products/:product/reviews", page)
	route("product_review", "/api/products/:product/reviews/:review")
	route("product_price", "/api/products/:product/prices/:currency")
	route("categories", "/api/categories")
	route("category", "/api/categories/:category")
	route("category_products", "/api/categories/:category/products", page)
	route("cart", "/api/carts/:cart")
	route("cart_item", "/api/carts/:cart/items/:item")
	route("search", "/api/search", text, page)
	route("status", "/api/status")
}

// parameter takes what a route wants of the query, and names itself in its error.
type parameter func(c fiber.Ctx, into fiber.Map) error

func resource(name string, parameters []parameter) fiber.Handler {
	return func(c fiber.Ctx) error {
		found := fiber.Map{"route": name}
		for _, inPath := range c.Route().Params {
			// fiber's own UnescapePath would take + for a space and %2F for a slash.
			value, err := url.PathUnescape(c.Params(inPath))
			if err != nil {
				return fiber.NewError(fiber.StatusBadRequest, inPath+" cannot be read: "+err.Error())
			}
			found[inPath] = value
		}
		for _, take := range parameters {
			if err := take(c, found); err != nil {
				return fiber.NewError(fiber.StatusBadRequest, err.Error())
			}
		}
		return jsonAnswer(c, fiber.StatusOK, found)
	}
}

func page(c fiber.Ctx, into fiber.Map) error {
	number := uint64(1)
	if c.RequestCtx().QueryArgs().Has("page") {
		number = fiber.Query[uint64](c, "page")
	}
	if number < 1 || number > maxPage {
		return errors.New("page must be a whole number from 1 to 1000000")
	}
	into["page"] = number
	return nil
}

func text(c fiber.Ctx, into fiber.Map) error {
	into["q"] = c.Query("q")
	return nil
}
