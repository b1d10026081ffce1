package com.example.shop

import com.apollographql.apollo.api.Adapter
import com.apollographql.apollo.api.CustomScalarAdapters
import com.apollographql.apollo.api.json.JsonReader
import com.apollographql.apollo.api.json.JsonWriter
import java.math.BigDecimal
import java.time.Instant

/** `Decimal`: exact, and a string on the wire in both directions; a number would be rounded. */
object DecimalAdapter : Adapter<BigDecimal> {
    override fun fromJson(reader: JsonReader, customScalarAdapters: CustomScalarAdapters) =
        BigDecimal(reader.nextString()!!)

    override fun toJson(writer: JsonWriter, customScalarAdapters: CustomScalarAdapters, value: BigDecimal) {
        writer.value(value.toPlainString())
    }
}

/** `DateTime`: an instant in UTC. */
object DateTimeAdapter : Adapter<Instant> {
    override fun fromJson(reader: JsonReader, customScalarAdapters: CustomScalarAdapters): Instant =
        Instant.parse(reader.nextString()!!)

    override fun toJson(writer: JsonWriter, customScalarAdapters: CustomScalarAdapters, value: Instant) {
        writer.value(value.toString())
    }
}
