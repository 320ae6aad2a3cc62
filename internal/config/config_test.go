package config

import (
	"strings"
	"testing"
)

func valid() Serve {
	return Serve{
		DatabaseURL: "postgres://lapak:x@127.0.0.1:5432/lapak", DatabaseConns: 16, Storage: "disk:///var/lib/lapak",
		BaseURL: "https://mall.example.id", Addr: ":8080", AdminAddr: "127.0.0.1:9090", TrustedProxies: []string{"10.0.0.0/8", "127.0.0.1"},
	}
}

func TestAValidConfigurationIsAccepted(t *testing.T) {
	if err := valid().Check(); err != nil {
		t.Fatal(err)
	}
}

func TestEveryProblemIsNamedAtOnce(t *testing.T) {
	c := valid()
	c.DatabaseURL, c.Storage, c.BaseURL = "", "s3://x", "mall.example.id/"
	c.StripeSecretKey, c.WhatsAppToken, c.Addr, c.TrustedProxies = "sk", "w", "8080", []string{"proxy"}
	err := c.Check()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, name := range []string{"DATABASE_URL", "STORAGE", "BASE_URL", "STRIPE_WEBHOOK_SECRET", "WHATSAPP_PHONE_ID", "LAPAK_ADDR", "TRUSTED_PROXIES"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
}
