// What the module of the app needs for GraphQL. The Android plugin takes the place of kotlin("jvm").
plugins {
    kotlin("jvm") version "2.3.10"
    id("com.apollographql.apollo") version "5.0.1"
}

dependencies {
    implementation("com.apollographql.apollo:apollo-runtime:5.0.1")
}

apollo {
    service("shop") {
        packageName.set("com.example.shop.graph")
        srcDir("operations")
        schemaFiles.from("../../../router/api.graphql")

        // The text is hashed as it is sent: with __typename everywhere, as the app's cache needs it.
        addTypename.set("always")
        operationManifestFormat.set("persistedQueryManifest")
        failOnWarnings.set(true)

        mapScalar("Decimal", "java.math.BigDecimal", "com.example.shop.DecimalAdapter")
        mapScalar("DateTime", "java.time.Instant", "com.example.shop.DateTimeAdapter")
        mapScalarToKotlinAny("JSON")
        mapScalarToKotlinString("CurrencyCode")
        mapScalarToKotlinString("EmailAddress")
        mapScalarToKotlinString("IdempotencyKey")
    }
}
