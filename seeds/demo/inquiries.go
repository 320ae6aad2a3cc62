package demo

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
)

//go:embed inquiries.toml
var inquiriesFile string

// Inquiry is what somebody asks about a product or a cluster, and what was said then.
type Inquiry struct {
	Account      string `toml:"account"` // name of a demo account; empty for a guest
	Product      string `toml:"product"` // slug of an offer, or else Cluster
	Cluster      string `toml:"cluster"`
	District     string `toml:"district"`
	Name         string `toml:"name"`
	Organisation string `toml:"organisation"`
	Country      string `toml:"country"`
	Language     string `toml:"language"`
	Destination  string `toml:"destination"`
	Quantity     int64  `toml:"quantity"` // pieces; 0 for open
	Incoterm     string `toml:"incoterm"`
	Wanted       int    `toml:"wanted"` // months from now; 0 for open
	Ago          int    `toml:"ago"`    // hours
	Message      string `toml:"message"`
	Say          []Say  `toml:"say"`
}

// Say is a line of the thread.
type Say struct {
	By    string `toml:"by"`    // asker, shop or office
	After int    `toml:"after"` // hours after the line before
	Text  string `toml:"text"`
	Close string `toml:"close"` // outcome; empty goes on
}

// LoadInquiries reads the demo's inquiries.
func LoadInquiries() ([]Inquiry, error) {
	var file struct {
		Inquiries []Inquiry `toml:"inquiry"`
	}
	if _, err := toml.Decode(inquiriesFile, &file); err != nil {
		return nil, fmt.Errorf("inquiries.toml: %w", err)
	}
	return file.Inquiries, nil
}
