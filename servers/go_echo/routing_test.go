// Each path reaches its route, with what it holds; what is no path of the table, or no page, is refused.
package main

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestEachRouteAnswersWithItsNameAndParameters(t *testing.T) {
	for target, want := range map[string]string{
		"/api/users":                           `{"route":"users","page":1}`,
		"/api/users/17":                        `{"route":"user","user":"17"}`,
		"/api/users/17/orders?page=3":          `{"route":"user_orders","user":"17","page":3}`,
		"/api/users/17/orders/5":               `{"route":"user_order","user":"17","order":"5"}`,
		"/api/users/17/orders/5/items?page=2":  `{"route":"order_items","user":"17","order":"5","page":2}`,
		"/api/users/17/orders/5/items/9":       `{"route":"order_item","user":"17","order":"5","item":"9"}`,
		"/api/users/17/addresses":              `{"route":"user_addresses","user":"17"}`,
		"/api/users/17/addresses/home":         `{"route":"user_address","user":"17","address":"home"}`,
		"/api/products?page=1000000":           `{"route":"products","page":1000000}`,
		"/api/products/A-1_b.c~":               `{"route":"product","product":"A-1_b.c~"}`,
		"/api/products/p/reviews":              `{"route":"product_reviews","product":"p","page":1}`,
		"/api/products/p/reviews/r":            `{"route":"product_review","product":"p","review":"r"}`,
		"/api/products/p/prices/EUR":           `{"route":"product_price","product":"p","currency":"EUR"}`,
		"/api/categories":                      `{"route":"categories"}`,
		"/api/categories/B%C3%BCcher%20%26%20": `{"route":"category","category":"Bücher & "}`,
		"/api/categories/c/products?page=007":  `{"route":"category_products","category":"c","page":7}`,
		"/api/carts/a+b":                       `{"route":"cart","cart":"a+b"}`,
		"/api/carts/c/items/%E2%82%AC":         `{"route":"cart_item","cart":"c","item":"€"}`,
		"/api/search?q=a%26b+%C3%A9&x=1":       `{"route":"search","q":"a&b é","page":1}`,
		"/api/search":                          `{"route":"search","q":"","page":1}`,
		"/api/status?page=none":                `{"route":"status"}`,
	} {
		status, got := send("GET", target, nil)
		if status != 200 || !reflect.DeepEqual(fieldsOf(got), fieldsOf(want)) {
			t.Errorf("%s: got %d %s, want 200 %s", target, status, got, want)
		}
	}
}

func TestWhatIsNoPageIsRefused(t *testing.T) {
	for _, page := range []string{"", "0", "1000001", "99999999999999999999", "-1", "%2B1", "1.0", "x", "%20", "1_0"} {
		if status, got := send("GET", "/api/users?page="+page, nil); status != 400 {
			t.Errorf("page=%s: got %d %s, want 400", page, status, got)
		}
	}
}

func TestWhatIsNotInTheTableIsRefused(t *testing.T) {
	for target, want := range map[string]int{
		"/api": 404, "/api/": 404, "/api/user": 404, "/api/users/": 404, "/api/users/1/": 404, "/api/users/1/2": 404,
		"/api/users//orders": 404, "/api/carts": 404, "/api/status/1": 404, "/plaintext/": 404, "/Plaintext": 404,
	} {
		if status, got := send("GET", target, nil); status != want {
			t.Errorf("%s: got %d %s, want %d", target, status, got, want)
		}
	}
	if status, got := send("DELETE", "/api/users/1", nil); status != 405 {
		t.Errorf("DELETE: got %d %s, want 405", status, got)
	}
}

func fieldsOf(text string) (found map[string]any) {
	json.Unmarshal([]byte(text), &found)
	return found
}
