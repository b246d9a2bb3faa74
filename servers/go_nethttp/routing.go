// GET /api/…: the twenty routes of a shop. Each answers with its name, what its path holds and what it takes from the
// query.
package main

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
)

const maxPage = 1_000_000

func routing(mux *http.ServeMux) {
	route := func(name, path string, parameters ...parameter) {
		get(mux, path, resource(name, path, parameters))
	}
	route("users", "/api/users", page)
	route("user", "/api/users/{user}")
	route("user_orders", "/api/users/{user}/orders", page)
	route("user_order", "/api/users/{user}/orders/{order}")
	route("order_items", "/api/users/{user}/orders/{order}/items", page)
	route("order_item", "/api/users/{user}/orders/{order}/items/{item}")
	route("user_addresses", "/api/users/{user}/addresses")
	route("user_address", "/api/users/{user}/addresses/{address}")
	route("products", "/api/products", page)
	route("product", "/api/products/{product}")
	route("product_reviews", "/api/products/{product}/reviews", page)
	route("product_review", "/api/products/{product}/reviews/{review}")
	route("product_price", "/api/products/{product}/prices/{currency}")
	route("categories", "/api/categories")
	route("category", "/api/categories/{category}")
	route("category_products", "/api/categories/{category}/products", page)
	route("cart", "/api/carts/{cart}")
	route("cart_item", "/api/carts/{cart}/items/{item}")
	route("search", "/api/search", text, page)
	route("status", "/api/status")
}

type fields map[string]any

// parameter takes what a route wants of the query, and names itself in its error.
type parameter func(query url.Values, into fields) error

var wildcard = regexp.MustCompile(`\{(\w+)\}`)

func resource(name, path string, parameters []parameter) http.HandlerFunc {
	wildcards := wildcard.FindAllStringSubmatch(path, -1)
	return func(w http.ResponseWriter, r *http.Request) {
		found := fields{"route": name}
		for _, match := range wildcards {
			found[match[1]] = r.PathValue(match[1])
		}
		query := r.URL.Query()
		for _, take := range parameters {
			if err := take(query, found); err != nil {
				errorAnswer(w, http.StatusBadRequest, err.Error())
				return
			}
		}
		jsonAnswer(w, http.StatusOK, found)
	}
}

func page(query url.Values, into fields) error {
	if !query.Has("page") {
		into["page"] = 1
		return nil
	}
	// ParseUint takes digits alone: no sign, no fraction, no underscore.
	number, err := strconv.ParseUint(query.Get("page"), 10, 64)
	if err != nil || number < 1 || number > maxPage {
		return errors.New("page must be a whole number from 1 to 1000000")
	}
	into["page"] = number
	return nil
}

func text(query url.Values, into fields) error {
	into["q"] = query.Get("q")
	return nil
}
