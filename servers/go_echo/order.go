// POST /order: read a JSON order, validate it, answer with its totals. Money is whole cents in 64 bits: the largest
// valid order comes to 10^15.
package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v5"
)

const (
	maxLines     = 100
	maxQuantity  = 10_000
	maxUnitPrice = 1_000_000_000
)

type orderLine struct {
	SKU            string `json:"sku"`
	Quantity       int64  `json:"quantity"`
	UnitPriceCents *int64 `json:"unit_price_cents"` // a pointer, because 0 is a price and must differ from none
}

type orderRequest struct {
	Customer string      `json:"customer"`
	Currency string      `json:"currency"`
	Lines    []orderLine `json:"lines"`
}

type lineTotal struct {
	SKU        string `json:"sku"`
	TotalCents int64  `json:"total_cents"`
}

type orderTotals struct {
	Customer   string      `json:"customer"`
	Currency   string      `json:"currency"`
	LineCount  int         `json:"line_count"`
	Quantity   int64       `json:"quantity"`
	Lines      []lineTotal `json:"lines"`
	TotalCents int64       `json:"total_cents"`
}

func order(c *echo.Context) error {
	wanted, err := parseOrder(c)
	if err != nil {
		return err
	}
	return jsonAnswer(c, http.StatusOK, totalOrder(wanted))
}

func parseOrder(c *echo.Context) (orderRequest, error) {
	var wanted orderRequest
	if err := c.Bind(&wanted); err != nil {
		return wanted, bodyError(err)
	}
	if err := validateOrder(wanted); err != nil {
		return wanted, echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return wanted, nil
}

func validateOrder(wanted orderRequest) error {
	if !isText(wanted.Customer) {
		return fmt.Errorf("customer must be a text of 1 to %d characters", maxText)
	}
	if !isCurrency(wanted.Currency) {
		return errors.New("currency must be three letters A to Z")
	}
	if len(wanted.Lines) < 1 || len(wanted.Lines) > maxLines {
		return fmt.Errorf("lines must hold 1 to %d lines", maxLines)
	}
	for i, line := range wanted.Lines {
		if err := validateLine(line); err != nil {
			return fmt.Errorf("lines[%d]: %w", i, err)
		}
	}
	return nil
}

func validateLine(line orderLine) error {
	switch {
	case !isText(line.SKU):
		return fmt.Errorf("sku must be a text of 1 to %d characters", maxText)
	case line.Quantity < 1 || line.Quantity > maxQuantity:
		return fmt.Errorf("quantity must be a whole number from 1 to %d", maxQuantity)
	case line.UnitPriceCents == nil || *line.UnitPriceCents < 0 || *line.UnitPriceCents > maxUnitPrice:
		return fmt.Errorf("unit_price_cents must be a whole number from 0 to %d", maxUnitPrice)
	}
	return nil
}

func isCurrency(text string) bool {
	if len(text) != 3 {
		return false
	}
	for _, letter := range []byte(text) {
		if letter < 'A' || letter > 'Z' {
			return false
		}
	}
	return true
}

func totalOrder(wanted orderRequest) orderTotals {
	totals := orderTotals{
		Customer:  wanted.Customer,
		Currency:  wanted.Currency,
		LineCount: len(wanted.Lines),
		Lines:     make([]lineTotal, 0, len(wanted.Lines)),
	}
	for _, line := range wanted.Lines {
		total := line.Quantity * *line.UnitPriceCents
		totals.Quantity += line.Quantity
		totals.TotalCents += total
		totals.Lines = append(totals.Lines, lineTotal{SKU: line.SKU, TotalCents: total})
	}
	return totals
}
