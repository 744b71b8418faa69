package com.acme;

import java.io.Serializable;

/** Something else after it has travelled. */
public final class TransientField implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient String name = "here";

    public String name() {
        return name;
    }
}
