"""mhia: what commissioning, changing or cutting a service is likely to do to people's mental wellbeing."""
