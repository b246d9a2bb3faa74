// What an order must be, and what it adds up to. The totals are computed by hand.
package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestTotalsAreComputedFromQuantitiesAndPrices(t *testing.T) {
	wanted, err := parseOrder([]byte(`{"customer":"Zoë","currency":"EUR","note":1,"lines":[
		{"sku":"A-1","quantity":3,"unit_price_cents":250},{"sku":"B-2","quantity":1,"unit_price_cents":0,"colour":null}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := totalOrder(wanted)
	want := orderTotals{Customer: "Zoë", Currency: "EUR", LineCount: 2, Quantity: 4, TotalCents: 750,
		Lines: []lineTotal{{"A-1", 750}, {"B-2", 0}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTheLargestOrderDoesNotOverflow(t *testing.T) {
	line := `{"sku":"S","quantity":10000,"unit_price_cents":1000000000}`
	wanted, err := parseOrder([]byte(`{"customer":"c","currency":"EUR","lines":[` + strings.Repeat(line+",", 99) + line + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := totalOrder(wanted).TotalCents; got != 1_000_000_000_000_000 {
		t.Errorf("got %d, want 10^15", got)
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
		"not UTF-8":           strings.Replace(line("1", "1"), `"c"`, "\"\xff\"", 1),
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
		if _, err := parseOrder([]byte(body)); err == nil {
			t.Errorf("%s: accepted %s", name, body)
		}
	}
}

func TestTextsAreCountedInCharactersNotBytes(t *testing.T) {
	body := `{"customer":"` + strings.Repeat("é", 200) + `","currency":"EUR","lines":[{"sku":"S","quantity":1,"unit_price_cents":1}]}`
	if _, err := parseOrder([]byte(body)); err != nil {
		t.Error(err)
	}
}
