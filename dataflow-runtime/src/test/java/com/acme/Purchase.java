package com.acme;

import io.dataflow.api.text.Text;
import java.util.Optional;

/** A record of a program, with components of many types. */
public record Purchase(long id, int customer, double price, Category category, Text tag, Optional<String> note) {

    /** A kind of goods. */
    public enum Category {
        BOOKS,
        FOOD,
        TOYS
    }
}
