package api

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// Huma's settings are its package's variables. They are set once, before any route is registered, to what the whole process wants:
// exact names, and messages that are our codes with their parameters ("too_long Max=120") instead of English sentences.
func init() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = newProblem
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return problemOf(status) }

	validation.MsgUnexpectedProperty = "unknown_field"
	validation.MsgExpectedRequiredProperty = "required Name=%s"
	validation.MsgExpectedMinimumNumber = "out_of_range Min=%v"
	validation.MsgExpectedMaximumNumber = "out_of_range Max=%v"
	validation.MsgExpectedMinLength = "too_short Min=%d"
	validation.MsgExpectedMaxLength = "too_long Max=%d"
	validation.MsgExpectedMinItems = "too_few Min=%d"
	validation.MsgExpectedMaxItems = "too_many Max=%d"
	validation.MsgExpectedMaxProperties = "too_many Max=%d"
	validation.MsgExpectedMatchAtLeastOneSchema = "wrong_type"
	validation.MsgExpectedOneOf = "unknown_value One=%s"
	validation.MsgExpectedRFC3339DateTime = "bad_time"
	for _, message := range []*string{
		&validation.MsgExpectedBoolean, &validation.MsgExpectedNumber, &validation.MsgExpectedInteger,
		&validation.MsgExpectedString, &validation.MsgExpectedArray, &validation.MsgExpectedObject,
	} {
		*message = "wrong_type"
	}
}

// What huma says about parameters by words that are not in its table of messages.
var parameterCodes = map[string]string{
	"invalid integer":         "wrong_type",
	"invalid boolean":         "wrong_type",
	"unknown query parameter": "unknown_field",
}
