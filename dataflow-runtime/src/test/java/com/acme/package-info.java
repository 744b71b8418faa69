/** Programs as users write them, for tests that run them. Start with {@link com.acme.RandomPlans}. Knows the API only. */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
