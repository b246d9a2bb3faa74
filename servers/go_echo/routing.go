// GET /api/…: the twenty routes of a shop. Each answers with its name, what its path holds and what it takes from the
// query.
package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
)

const maxPage = 1_000_000

func routing(router *echo.Echo) {
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

type fields map[string]any

// parameter takes what a route wants of the query, and names itself in its error.
type parameter func(c *echo.Context, into fields) error

func resource(name string, parameters []parameter) echo.HandlerFunc {
	return func(c *echo.Context) error {
		found := fields{"route": name}
		for _, inPath := range c.PathValues() {
			if inPath.Value == "" || strings.Contains(inPath.Value, "/") {
				return echo.ErrNotFound // echo's router takes nothing, and the rest of a longer path, for a value too
			}
			found[inPath.Name] = inPath.Value
		}
		for _, take := range parameters {
			if err := take(c, found); err != nil {
				return echo.NewHTTPError(http.StatusBadRequest, err.Error())
			}
		}
		return jsonAnswer(c, http.StatusOK, found)
	}
}

func page(c *echo.Context, into fields) error {
	// A number without a sign: echo takes digits alone.
	number, err := echo.QueryParam[uint64](c, "page")
	if errors.Is(err, echo.ErrNonExistentKey) {
		number, err = 1, nil
	}
	if err != nil || number < 1 || number > maxPage {
		return errors.New("page must be a whole number from 1 to 1000000")
	}
	into["page"] = number
	return nil
}

func text(c *echo.Context, into fields) error {
	into["q"] = c.QueryParam("q")
	return nil
}
