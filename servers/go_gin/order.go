// POST /order: read a JSON order, validate it, answer with its totals. Money is whole cents in 64 bits: the largest
// valid order comes to 10^15.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"
)

type orderLine struct {
	SKU      string `json:"sku" binding:"required,max=200"` // counted in characters
	Quantity int64  `json:"quantity" binding:"required,min=1,max=10000"`
	// a pointer, because 0 is a price and must differ from none
	UnitPriceCents *int64 `json:"unit_price_cents" binding:"required,min=0,max=1000000000"`
}

type orderRequest struct {
	Customer string      `json:"customer" binding:"required,max=200"`
	Currency string      `json:"currency" binding:"required,len=3,alpha,uppercase"`
	Lines    []orderLine `json:"lines" binding:"required,min=1,max=100,dive"`
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

func order(c *gin.Context) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		bodyError(c, err)
		return
	}
	wanted, err := parseOrder(body)
	if err != nil {
		errorAnswer(c, http.StatusBadRequest, err.Error())
		return
	}
	jsonAnswer(c, http.StatusOK, totalOrder(wanted))
}

func parseOrder(body []byte) (orderRequest, error) {
	var wanted orderRequest
	// encoding/json would silently replace what is not UTF-8.
	if !utf8.Valid(body) {
		return wanted, errors.New("the body is not UTF-8")
	}
	if err := json.Unmarshal(body, &wanted); err != nil {
		return wanted, fmt.Errorf("the body is no order: %w", err)
	}
	return wanted, validateOrder(wanted)
}

// validateOrder is gin's own validator on the tags above; its error is turned into a sentence.
func validateOrder(wanted orderRequest) error {
	err := binding.Validator.ValidateStruct(wanted)
	var broken validator.ValidationErrors
	if errors.As(err, &broken) {
		_, field, _ := strings.Cut(broken[0].Namespace(), ".") // without the type's name
		rule := strings.TrimSpace(broken[0].Tag() + " " + broken[0].Param())
		return fmt.Errorf("%s is missing or breaks the rule '%s'", field, rule)
	}
	return err
}

// Fields are named as in JSON, not as in Go.
func init() {
	binding.Validator.Engine().(*validator.Validate).RegisterTagNameFunc(func(field reflect.StructField) string {
		return field.Tag.Get("json")
	})
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
