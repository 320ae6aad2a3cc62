package seeds

// OwnerEmail is the address of the owner of a demo shop.
var OwnerEmail = ownerEmail
