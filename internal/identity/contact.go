package identity

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// ParsePhone brings a phone number to E.164 ("+6281234567890"). A number without country code is Indonesian. It is false for what is no number.
func ParsePhone(text string) (phone string, ok bool) {
	number, ok := parseNumber(text)
	if !ok {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// parseMobile is ParsePhone for numbers that can get a message: codes to landlines and premium numbers only cost money.
func parseMobile(text string) (phone string, ok bool) {
	number, ok := parseNumber(text)
	if !ok {
		return "", false
	}
	switch phonenumbers.GetNumberType(number) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return phonenumbers.Format(number, phonenumbers.E164), true
	}
	return "", false
}

func parseNumber(text string) (*phonenumbers.PhoneNumber, bool) {
	if len(text) > 40 || !utf8.ValidString(text) {
		return nil, false
	}
	number, err := phonenumbers.Parse(text, "ID")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return nil, false
	}
	return number, true
}

// ParseEmail brings an e-mail address to lower case without spaces around it. It is false for what is no address.
func ParseEmail(text string) (email string, ok bool) {
	email = strings.ToLower(strings.TrimSpace(text))
	if len(email) > 254 || strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>,;:\()`, r) }) {
		return "", false
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email {
		return "", false
	}
	_, domain, _ := strings.Cut(email, "@")
	return email, strings.Contains(strings.Trim(domain, "."), ".")
}

// parseName tidies a person's name. It is false for what is too long or holds control characters.
func parseName(text string) (name string, ok bool) {
	name = strings.Join(strings.Fields(text), " ")
	return name, utf8.ValidString(name) && utf8.RuneCountInString(name) <= 120 && !strings.ContainsFunc(name, unicode.IsControl)
}
