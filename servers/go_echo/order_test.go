// What an order must be, and what it adds up to. The totals are computed by hand.
package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTotalsAreComputedFromQuantitiesAndPrices(t *testing.T) {
	status, got := sendOrder(`{"customer":"Zoë","currency":"EUR","note":1,"lines":[
		{"sku":"A-1","quantity":3,"unit_price_cents":250},{"sku":"B-2","quantity":1,"unit_price_cents":0,"colour":null}]}`)
	want := `{"customer":"Zoë","currency":"EUR","line_count":2,"quantity":4,` +
		`"lines":[{"sku":"A-1","total_cents":750},{"sku":"B-2","total_cents":0}],"total_cents":750}`
	if status != 200 || got != want {
		t.Errorf("got %d %s, want 200 %s", status, got, want)
	}
}

func TestTheLargestOrderDoesNotOverflow(t *testing.T) {
	line := `{"sku":"S","quantity":10000,"unit_price_cents":1000000000}`
	status, got := sendOrder(`{"customer":"c","currency":"EUR","lines":[` + strings.Repeat(line+",", 99) + line + `]}`)
	if status != 200 || !strings.HasSuffix(got, `"total_cents":1000000000000000}`) {
		t.Errorf("got %d %s, want 10^15", status, got)
	}
}

func TestWhatIsNoOrderIsRefused(t *testing.T) {
	with := func(lines string) string { return `{"customer":"c","currency":"EUR","lines":` + lines + `}` }
	line := func(quantity, price string) string {
		return with(`[{"sku":"S","quantity":` + quantity + `,"unit_price_cents":` + price + `}]`)
	}
	for name, body := range map[string]string{
		"nothing":             ``,
		"no object":           `[1]`,
		"null":                `null`,
		"bytes behind it":     line("1", "1") + " x",
		"no lines":            with(`[]`),
		"lines null":          with(`null`),
		"a line null":         with(`[null]`),
		"quantity 0":          line("0", "1"),
		"quantity too large":  line("10001", "1"),
		"quantity as text":    line(`"1"`, "1"),
		"quantity true":       line("true", "1"),
		"quantity 1.0":        line("1.0", "1"),
		"quantity 1e2":        line("1e2", "1"),
		"price null":          line("1", "null"),
		"price negative":      line("1", "-1"),
		"price over 64 bits":  line("1", "99999999999999999999"),
		"customer too long":   strings.Replace(line("1", "1"), `"c"`, `"`+strings.Repeat("é", 201)+`"`, 1),
		"currency lower case": strings.Replace(line("1", "1"), `"EUR"`, `"eur"`, 1),
		"currency too short":  strings.Replace(line("1", "1"), `"EUR"`, `"EU"`, 1),
	} {
		if status, got := sendOrder(body); status != 400 {
			t.Errorf("%s: got %d %s, want 400", name, status, got)
		}
	}
}

func TestTextsAreCountedInCharactersNotBytes(t *testing.T) {
	body := `{"customer":"` + strings.Repeat("é", 200) + `","currency":"EUR","lines":[{"sku":"S","quantity":1,"unit_price_cents":1}]}`
	if status, got := sendOrder(body); status != 200 {
		t.Errorf("got %d %s, want 200", status, got)
	}
}

func sendOrder(body string) (int, string) {
	request := httptest.NewRequest("POST", "/order", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	routes().ServeHTTP(answer, request)
	return answer.Code, strings.TrimSpace(answer.Body.String())
}
